"""Tools for whoever connects an agency: from its own documents to an instance file, and proof of it."""
