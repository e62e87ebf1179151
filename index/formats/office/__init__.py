"""Open the files of workbooks and presentations: Office Open XML and OpenDocument."""
