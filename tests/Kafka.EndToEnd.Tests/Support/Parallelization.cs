using Kafka.EndToEnd.Tests.Browser;
using Xunit.Sdk;
using Xunit.v3;

// Each application takes all the cores of a small machine, so that tests run one after the other.
[assembly: Parallelization(Mode = ParallelMode.None)]
[assembly: AssemblyFixture(typeof(Chromium))]
