using CsCheck;
using Dashboard.Metrics;

namespace Kafka.Tests.Dashboard.Metrics;

public sealed class MetricsAddressTests
{
    [Fact]
    public void An_address_that_says_nothing_shows_all_of_the_last_five_minutes()
    {
        var address = MetricsAddress.Of(null, null, null, new("http://localhost/metrics"));

        Assert.Equal((5, null, 0), (address.Minutes, address.Split, address.Filters.Count));
        Assert.Equal("metrics", $"{address}");
    }

    [Fact]
    public void What_makes_no_sense_in_an_address_is_as_if_it_were_not_there()
    {
        var address = MetricsAddress.Of("me", "meter", "sent", new("http://localhost/metrics/resource/me/meter/meter/instrument/sent?duration=forever&split=&show=&unknown=1"));

        Assert.Equal("metrics/resource/me/meter/meter/instrument/sent", $"{address}");
    }

    [Fact]
    public void Whatever_is_shown_its_address_leads_there_again() =>
        Gen.Select(Gen.String, Gen.String, Gen.Int[0, 2].Select(i => MetricsAddress.Durations[i]), Gen.Select(Gen.String[1, 5], Gen.String).Array[0, 4]).Sample((name, split, minutes, filters) =>
        {
            var shown = new MetricsAddress("r" + name, "m" + name, "i" + name)
            {
                Minutes = minutes,
                Split = split.Length > 0 ? split : null,
                Filters = [.. filters.Select(filter => KeyValuePair.Create(filter.Item1.ToLowerInvariant(), filter.Item2)).Distinct().OrderBy(filter => filter.Key, StringComparer.Ordinal)],
            };
            var uri = new Uri($"http://localhost/{shown}");
            var path = uri.AbsolutePath.Split('/').Select(Uri.UnescapeDataString).ToArray();

            var again = MetricsAddress.Of(path[3], path[5], path[7], uri);

            return again with { Filters = [] } == shown with { Filters = [] } && again.Filters.ToHashSet().SetEquals(shown.Filters);
        }, iter: 500);

    [Fact]
    public void Of_one_attribute_any_chosen_value_will_do_and_of_several_each_has_to()
    {
        var address = new MetricsAddress(null, null, null).Toggle("topic", "a").Toggle("topic", "b").Toggle("group", "g");

        Assert.True(Includes("a", "g"));
        Assert.True(Includes("b", "g"));
        Assert.False(Includes("c", "g"));
        Assert.False(Includes("a", "other"));

        bool Includes(string topic, string group) => address.Includes(attribute => attribute == "topic" ? topic : group);
    }

    [Fact]
    public void A_value_that_is_chosen_twice_is_no_longer_chosen() =>
        Assert.Empty(new MetricsAddress(null, null, null).Toggle("topic", "a").Toggle("topic", "a").Filters);
}
