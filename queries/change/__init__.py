"""The change around a policy or a day: comparison, trend, designs and their cautions."""
