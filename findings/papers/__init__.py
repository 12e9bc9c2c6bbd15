"""What committee papers hold and how they are taken away: scopes, gathering, columns, Word and PDF files."""
