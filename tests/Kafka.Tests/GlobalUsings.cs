global using Kafka.Tests.Cluster;
