"""Files of releases: what may come in, what is made of it, where it is kept, what nobody uses any more.

upload -- checks --> renditions --> storing --> rows and files <-- unused (doctor, remove_unused_media)
"""
