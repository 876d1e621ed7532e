"""What helps those who write chapters: templates, checks of prose, comparisons of builds."""
