"""What reports and pages say: finished texts in the reader's language, with the codes behind them."""
