using ServiceDefaults;

namespace Kafka.Tests.ServiceDefaults;

public sealed class ConsoleTextTests
{
    [Theory]
    [InlineData("")]
    [InlineData("""{"name":"Zoë & Söhne","price":"€ 5","face":"😀"}""")]
    [InlineData(@"C:\temp\u001b")] // a backslash is not doubled
    public void Printable_text_stays_as_it_is(string text) => Assert.Equal(text, ConsoleText.Escape(text));

    [Theory]
    [InlineData("two\r\nlines", @"two\u000d\u000alines")]
    [InlineData("\u001b[2J", @"\u001b[2J")] // clears a terminal
    [InlineData("\u009b2J", @"\u009b2J")] // the same in one character
    [InlineData("\u007f", @"\u007f")]
    [InlineData("\u202egpj.exe", @"\u202egpj.exe")] // shows what follows from right to left
    [InlineData("a\u2028b", @"a\u2028b")]
    [InlineData("\U000e0001", @"\udb40\udc01")] // an invisible tag
    [InlineData("😀\n€\0", @"😀\u000a€\u0000")]
    public void What_a_terminal_would_obey_is_escaped(string text, string expected) => Assert.Equal(expected, ConsoleText.Escape(text));

    [Fact] // not a theory, whose data could not have half of a surrogate pair
    public void Half_of_a_surrogate_pair_is_escaped() => Assert.Equal(@"a\ud83db😀\ude00", ConsoleText.Escape("a\ud83db😀\ude00"));
}
