using System.ComponentModel;
using AppHost.Embedded.Processes;
using AppHost.Embedded.Running;
using AppHost.Embedded.State;
using Microsoft.Extensions.Configuration;

namespace AppHost.Embedded.Brokers;

/// <summary>Apache Kafka as a child process.</summary>
internal sealed class ApacheKafka : Broker
{
    private static readonly TimeSpan UsualTimeout = TimeSpan.FromMinutes(1);

    private readonly KafkaNode _node;
    private readonly ResourceBoard _board;
    private readonly Guardian _guardian;
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;
    private readonly MetadataProbe _probe;
    private readonly SupervisedProcess _process;

    public ApacheKafka(
        string name, KafkaNode node, IConfiguration configuration, ResourceBoard board, Guardian guardian, TimeProvider time)
        : base(name, $"localhost:{node.Port}", configuration)
    {
        (_node, _board, _guardian, _time) = (node, board, guardian, time);
        _timeout = StartTimeout(UsualTimeout);
        _probe = NewProbe();
        _process = new(name, () => node.Run, _ => _probe.AnswersAsync(), board, guardian, time);
        board.Add(new(name, name, BootstrapServers, ResourceState.Waiting)
        {
            Kind = ResourceKind.Kafka,
            Note = $"Apache Kafka in {node.Home}",
        });
    }

    /// <inheritdoc/>
    public override IEnumerable<ResourceCommands> Commands => [_process.Commands];

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellation)
    {
        _node.WriteSettings();
        if (!_node.IsFormatted)
            await FormatAsync(cancellation);

        _process.Start();
        try
        {
            await await Task.WhenAny(_process.FirstHealthy, EndedAsync()).WaitAsync(_timeout, _time, cancellation);
            _process.Commands.Open();
        }
        catch (TimeoutException)
        {
            throw new StartupFault($"Apache Kafka did not answer within {_timeout.TotalSeconds:0} s (Kafka:StartTimeout)");
        }

        async Task EndedAsync()
            => throw new StartupFault($"Apache Kafka ended with {await _process.FirstExit} before it was healthy; what it said is above");
    }

    public override Task StopAsync(CancellationToken kill) => _process.StopAsync(kill);

    public override void Dispose()
    {
        _process.Dispose();
        _probe.Dispose();
    }

    private async Task FormatAsync(CancellationToken cancellation)
    {
        using var format = StartFormat();
        await using var cancel = cancellation.Register(() => format.Kill());
        var exit = await format.Exited;
        cancellation.ThrowIfCancellationRequested();
        if (exit.Code != 0)
            throw new StartupFault($"kafka-storage could not format the data directory: {exit}; what it said is above");
    }

    private ChildProcess StartFormat()
    {
        try
        {
            return ChildProcess.Start(_node.Format, _guardian, _time, (line, isError) => _board.Write(Name, line, isError));
        }
        catch (Win32Exception fault)
        {
            throw new StartupFault($"kafka-storage can't be run: {fault.Message}");
        }
    }
}
