"""Looking through records by sample: what is drawn, what is suggested, what the notice says."""
