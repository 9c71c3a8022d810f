"""What is said of a plan: its steps and tips, whom to talk to, open deals, and whether it helped."""
