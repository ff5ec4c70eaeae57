global using Kafka.Tests.Cluster;
global using LocalProcesses;
