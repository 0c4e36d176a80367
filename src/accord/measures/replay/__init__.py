"""History under another agreement, side by side with the agreement in force: decided anew, never written."""
