"""What reaches beyond the transaction at hand."""
