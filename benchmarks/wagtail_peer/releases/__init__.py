"""The one app of the peer: releases as pages, the terms they are filed under as snippets."""
