"""What Word, Outlook, LibreOffice and Google Docs put on the clipboard, as the HTML of a body."""
