"""Reference data: files of the product or of a deployment, checked, read into one `Directory`."""
