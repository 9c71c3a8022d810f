"""What stands between the network and the app: allowed hosts, headers, uploads, messages, the security log."""
