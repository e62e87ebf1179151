"""Read e-mail, and what comes with it: mailboxes, calendars, signed documents, attachments.

The modules, from the ground up:

    headers        sender, recipients, date and subject
    calendar       invitations, and files of them (.ics)
    signed         documents in a signature (.p7m)
    parts          the parts of a message in their order
    message        a message (.eml)
    outlook        a message of Outlook (.msg)
    mbox           a mailbox (.mbox)
    mhtml          a web page that is saved as a message (.mhtml)
"""
