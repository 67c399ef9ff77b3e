"""What officers decided becomes advice about new cases: features, models, their training and their proof."""
