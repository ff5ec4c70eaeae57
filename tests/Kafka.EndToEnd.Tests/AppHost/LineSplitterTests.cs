using AppHost.Embedded.Processes;

namespace Kafka.EndToEnd.Tests.AppHost;

public sealed class LineSplitterTests
{
    [Fact]
    public void A_line_may_come_in_pieces() => Assert.Equal(["one", "two", "three"], Split("on", "e\r\ntw", "o\nthree"));

    [Fact]
    public void Escape_sequences_are_left_out() => Assert.Equal(["info: done"], Split("\e[32minfo\e[0m: do", "ne\e[", "1;31m\n"));

    [Fact]
    public void Control_characters_can_do_no_harm() => Assert.Equal(["a\uFFFDb\tc\uFFFD"], Split("a\0b\tc\a\n"));

    [Fact]
    public void Output_without_line_breaks_is_cut()
    {
        var lines = Split(new string('x', LineSplitter.Longest * 2), "y");

        Assert.Equal([LineSplitter.Longest, LineSplitter.Longest, 1], lines.Select(line => line.Length));
    }

    [Fact]
    public void Markup_is_text() => Assert.Equal(["[red]not red[/] [[x]"], Split("[red]not red[/] [[x]\n"));

    private static List<string> Split(params string[] pieces)
    {
        var lines = new List<string>();
        var splitter = new LineSplitter(lines.Add);
        foreach (var piece in pieces)
            splitter.Push(piece);

        splitter.Flush();
        return lines;
    }
}
