"""What rides cost, in whole hundredths of the network's currency."""
