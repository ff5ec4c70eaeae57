using System.Net;
using System.Text;
using Kafka.Tests.KafkaConsole;
using Kafka.Tests.ProducerApi;
using Kafka.Tests.StreamsService;

namespace Kafka.Tests.ServiceDefaults;

/// <summary>Escapes in addresses stand for the bytes of UTF-8 text, in every service.</summary>
public sealed class EscapesTests(KafkaCluster cluster)
{
    [Theory]
    [InlineData("news%2Ftoday", "news/today")]
    [InlineData("news%2ftoday", "news/today")]
    [InlineData("news%252Ftoday", "news%2Ftoday")]
    [InlineData("100%25", "100%")]
    [InlineData("a+b%2Bc", "a+b+c")]
    [InlineData("%C3%BC%20%F0%9F%98%80", "ü 😀")]
    [InlineData("a%3Fb%23c%26d", "a?b#c&d")]
    [InlineData("x/../%2E%2e%2Fb", "../b")]
    [InlineData("a%0Ab%1B%7F", "a\nb\u001b\u007f")]
    [InlineData("a%2Fb?any=%2F", "a/b")]
    public async Task A_name_in_a_path_is_published_and_found_as_the_text_that_its_escapes_stand_for(string path, string name)
    {
        await using var api = RunningApi.Start(cluster);
        await using var streams = await RunningStreams.StartAsync();
        streams.Read(new OutputTopic().Count(name, 0, 7));

        var (published, _) = await RawRequest.SendAsync(api.Address, "GET", $"/publish/{api.Topic}/{path}");
        var found = await (await streams.Http.GetAsync($"/statistics/{path.Split('?')[0]}")).SuccessAsync();

        Assert.Equal(HttpStatusCode.OK, published);
        Assert.Equal(name, Encoding.UTF8.GetString(Assert.Single(cluster.Read(api.Topic, 1)).Message.Key));
        Assert.Equal([$"{name}@0=7"], found.Windows());
    }

    [Fact]
    public async Task The_address_may_name_the_host()
    {
        await using var api = RunningApi.Start(cluster);

        var (status, _) = await RawRequest.SendAsync(api.Address, "GET", $"{api.Address}publish/{api.Topic}/a%252Fb");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("a%2Fb", Encoding.UTF8.GetString(Assert.Single(cluster.Read(api.Topic, 1)).Message.Key));
    }

    [Fact]
    public async Task An_escaped_slash_in_a_topic_does_not_begin_another_segment()
    {
        await using var api = RunningApi.Start(cluster);

        Assert.StartsWith("topic: must be", Assert.Single(await RawRequest.ErrorsAsync(api.Address, "/publish/a%2Fb/P1")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("%ff")]
    [InlineData("%ED%A0%BD")] // half of a surrogate pair
    [InlineData("%C0%AF")] // a slash in two bytes
    [InlineData("a%F0%9F%98b")] // a truncated character
    public async Task Escapes_that_are_not_UTF_8_are_refused_with_their_place_in_every_service(string escaped)
    {
        await using var api = RunningApi.Start(cluster);
        await using var streams = await RunningStreams.StartAsync();
        await using var console = await RunningConsole.StartAsync(cluster);
        var rule = $"must be UTF-8, but '{escaped}' stands for other bytes";

        Assert.Equal([$"path: {rule}"], await RawRequest.ErrorsAsync(api.Address, $"/publish/{api.Topic}/{escaped}"));
        Assert.Equal([$"path: {rule}"], await RawRequest.ErrorsAsync(streams.Http.BaseAddress!, $"/statistics/a/{escaped}"));
        Assert.Equal([$"path: {rule}"], await RawRequest.ErrorsAsync(console.Http.BaseAddress!, $"/topics/{escaped}"));
        foreach (var (service, path) in new[]
        {
            (api.Address, $"/topics/{api.Topic}/records"), (streams.Http.BaseAddress!, "/statistics"), (console.Http.BaseAddress!, "/api/topics"),
        })
        {
            Assert.Equal(
                [$"key: must be UTF-8, but 'key=a{escaped}' stands for other bytes", $"{escaped}: must be UTF-8, but '{escaped}=b' stands for other bytes"],
                await RawRequest.ErrorsAsync(service, $"{path}?key=a{escaped}&{escaped}=b&c=%C3%BC"));
        }
    }

    [Theory]
    [InlineData("%")]
    [InlineData("50%")]
    [InlineData("%4")]
    [InlineData("%zz")]
    [InlineData("%+1")]
    public async Task A_percent_sign_that_begins_no_escape_is_refused(string text)
    {
        await using var streams = await RunningStreams.StartAsync();

        Assert.Equal(
            [$"search: has a % without two hexadecimal digits: 'search={text}'. Write % itself as %25"],
            await RawRequest.ErrorsAsync(streams.Http.BaseAddress!, $"/statistics?search={text}"));
    }

    [Fact]
    public async Task A_plus_sign_is_a_space_in_a_query_and_itself_in_a_path()
    {
        await using var api = RunningApi.Start(cluster);

        await (await api.PostAsync($"/topics/{api.Topic}/records?key=a+b%2Bc", "{}")).SuccessAsync();

        Assert.Equal("a b+c", Encoding.UTF8.GetString(Assert.Single(cluster.Read(api.Topic, 1)).Message.Key));
    }

    [Fact]
    public async Task Bytes_that_are_not_ASCII_are_refused()
    {
        await using var api = RunningApi.Start(cluster);

        Assert.Equal(HttpStatusCode.BadRequest, (await RawRequest.SendAsync(api.Address, "GET", "/publish/a/ü")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await RawRequest.SendAsync(api.Address, "GET", "/publish/a/b?c=ü")).Status);
    }
}
