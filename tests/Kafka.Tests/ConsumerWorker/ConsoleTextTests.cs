using ConsumerWorker;

namespace Kafka.Tests.ConsumerWorker;

public sealed class ConsoleTextTests
{
    [Theory]
    [InlineData("")]
    [InlineData("""{"name":"Zoë & Söhne","price":"€ 5","face":"😀"}""")]
    public void Printable_text_stays_as_it_is(string text) => Assert.Equal(text, ConsoleText.Escape(text));

    [Theory]
    [InlineData("two\r\nlines", @"two\u000d\u000alines")]
    [InlineData("\u001b[2J", @"\u001b[2J")] // clears a terminal
    [InlineData("\u009b2J", @"\u009b2J")] // the same in one character
    [InlineData("\u007f", @"\u007f")]
    [InlineData("\u202egpj.exe", @"\u202egpj.exe")] // shows what follows from right to left
    [InlineData("a\u2028b", @"a\u2028b")]
    [InlineData("\U000e0001", @"\udb40\udc01")] // an invisible tag
    public void What_a_terminal_would_obey_is_escaped(string text, string expected) => Assert.Equal(expected, ConsoleText.Escape(text));

    [Fact]
    public void Bytes_that_are_not_utf_8_become_replacement_characters() => Assert.Equal("a\ufffdb", ConsoleText.Escape([(byte)'a', 0xff, (byte)'b']));
}
