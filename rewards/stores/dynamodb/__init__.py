"""The three databases on DynamoDB, in tables that may exist already."""
