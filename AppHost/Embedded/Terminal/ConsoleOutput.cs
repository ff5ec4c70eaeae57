using System.Text;
using System.Threading.Channels;
using AppHost.Embedded.Services;
using AppHost.Embedded.State;
using Spectre.Console;

namespace AppHost.Embedded.Terminal;

/// <summary>
/// Shows all lines on one console, each behind the coloured name of who wrote it, and a "!" where it came from standard error.
/// Colours are left out where the console has none, is redirected, or NO_COLOR is set.
/// </summary>
/// <remarks>
/// Whoever writes a line never waits for the console: it takes up to <see cref="Backlog"/> lines, then drops the oldest and says so.
/// </remarks>
internal sealed class ConsoleOutput : IAsyncDisposable
{
    private const int Backlog = 10_000;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);
    private static readonly TimeSpan LastWords = TimeSpan.FromMilliseconds(400);
    private static readonly Color[] Palette =
        [Color.Aqua, Color.Yellow, Color.Lime, Color.Fuchsia, Color.DodgerBlue1, Color.Orange1, Color.SpringGreen1, Color.HotPink];

    private readonly Channel<LogLine> _lines;
    private readonly Dictionary<(string Source, bool IsError), string> _prefixes = [];
    private readonly Task _writing;
    private int _dropped;

    public ConsoleOutput(ResourceBoard board, IReadOnlyList<Resource> resources)
    {
        _lines = Channel.CreateBounded<LogLine>(
            new BoundedChannelOptions(Backlog) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => Interlocked.Increment(ref _dropped));

        Console.OutputEncoding = Utf8; // the code page of a Windows console
        AddPrefixes(resources);
        board.Logged += line => _lines.Writer.TryWrite(line);
        _writing = Task.Factory.StartNew(Write, TaskCreationOptions.LongRunning);
    }

    /// <summary>Writes the one line that says why the application could not start, to standard error.</summary>
    public void Fail(string reason)
    {
        Finish();
        Console.Error.WriteLine($"{ResourceBoard.Self}: {reason.ReplaceLineEndings(" ")}");
    }

    /// <summary>Writes what is left, unless the console does not take it.</summary>
    public ValueTask DisposeAsync()
    {
        Finish();
        return ValueTask.CompletedTask;
    }

    private void Finish()
    {
        _lines.Writer.TryComplete();
        _writing.Wait(LastWords);
    }

    private void AddPrefixes(IReadOnlyList<Resource> resources)
    {
        var names = resources.Select(resource => (Names: NamesOf(resource), resource)).ToList();
        var width = names.SelectMany(entry => entry.Names).Max(name => name.Length);
        var console = AnsiConsole.Console;

        Add(ResourceBoard.Self, new Style(decoration: Decoration.Bold));
        foreach (var (index, (replicas, _)) in names.Index())
        {
            foreach (var replica in replicas)
                Add(replica, new Style(Palette[index % Palette.Length]));
        }

        void Add(string name, Style style)
        {
            foreach (var (isError, separator) in (ReadOnlySpan<(bool, char)>)[(false, '│'), (true, '!')])
            {
                var prefix = $"{name.PadRight(width)} {separator} ";
                _prefixes[(name, isError)] = console.Profile.Capabilities.Ansi ? console.ToAnsi(new Text(prefix, style)) : prefix;
            }
        }
    }

    private static IReadOnlyList<string> NamesOf(Resource resource)
        => resource is ProjectResource service ? [.. Replica.NamesOf(service)] : [resource.Name];

    private void Write()
    {
        using var output = new StreamWriter(Console.OpenStandardOutput(), Utf8, 32 * 1024);
        try
        {
            while (_lines.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            {
                while (_lines.Reader.TryRead(out var line))
                    output.Write($"{_prefixes[(line.Source, line.IsError)]}{line.Text}\n");

                if (Interlocked.Exchange(ref _dropped, 0) is > 0 and var dropped)
                    output.Write($"{_prefixes[(ResourceBoard.Self, false)]}{dropped} lines are left out: this console is too slow\n");

                output.Flush();
            }
        }
        catch (IOException)
        {
            // The terminal or the pipe is gone. The application goes on without; the channel drops what nobody reads.
        }
    }
}
