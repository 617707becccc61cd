"""What LibreOffice makes of the letters: `make office`."""
