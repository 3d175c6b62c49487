"""What results are written with: files put in place whole, grids, wrapping, and the writers of documents."""
