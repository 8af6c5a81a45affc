"""Events from streams and queues: DynamoDB Streams, SQS, Kinesis and Kafka, each record stored at least once."""
