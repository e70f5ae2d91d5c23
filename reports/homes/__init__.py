"""What each post finds on opening the app: first what is to be done, then figures that open."""
