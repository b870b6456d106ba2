"""The words of the mails: one folder each with subject, text and HTML; base.html is the frame around the HTML."""
