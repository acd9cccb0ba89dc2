"""What billing does, by use case: credit, invoices, payments."""
