using System.Text;
using KafkaConsole.DeadLetters;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Kafka.Tests.KafkaConsole.DeadLetters;

public sealed class EditBodyTests
{
    private const string Edit = """{"value":"new"}""";

    [Fact]
    public async Task A_body_without_a_length_is_read()
    {
        var request = Request(Edit, "application/json");

        var (edit, problem) = await EditBody.ReadAsync(request);

        Assert.Equal((null, "new"), (problem, edit?.Value));
    }

    [Fact]
    public async Task No_body_is_no_edit() => Assert.Equal((null, null), await EditBody.ReadAsync(Request(null, null)));

    [Theory]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/json; charset=\"utf-8\"")]
    [InlineData("Application/JSON;charset=UTF-8")]
    public async Task Json_in_UTF8_is_taken(string contentType) =>
        Assert.Equal("new", (await EditBody.ReadAsync(Request(Edit, contentType))).Edit?.Value);

    [Theory]
    [InlineData(null, null, "Content-Type is missing")]
    [InlineData("", null, "Content-Type is not valid")]
    [InlineData("application/json; charset=foo", null, "charset=foo")]
    [InlineData("application/json; charset=utf-16", null, "charset=utf-16")]
    [InlineData("application/cloudevents+json", null, "must be application/json")]
    [InlineData("text/plain", null, "must be application/json")]
    [InlineData("application/json", "gzip", "says gzip")]
    public async Task Other_formats_are_refused(string? contentType, string? coding, string expected)
    {
        var request = Request(Edit, contentType);
        if (coding is not null) request.Headers.ContentEncoding = coding;

        var (edit, problem) = await EditBody.ReadAsync(request);

        Assert.Equal((null, 415), (edit, problem?.StatusCode));
        Assert.Contains(expected, problem?.ProblemDetails.Detail, StringComparison.Ordinal);
        Assert.Equal(coding is null ? "" : "identity", request.HttpContext.Response.Headers.AcceptEncoding.ToString());
    }

    [Theory]
    [InlineData(null, "It is empty.")]
    [InlineData("", "It is empty.")]
    [InlineData("{\n}}", "(line 2, byte 2)")]
    [InlineData("null", "The body must be a JSON object")]
    [InlineData("""{"value":1}""", "The body must be a JSON object")]
    [InlineData("""{"value":"a","value":"b"}""", "The body must be a JSON object")]
    public async Task What_is_no_edit_is_refused_in_own_words(string? body, string expected)
    {
        var (edit, problem) = await EditBody.ReadAsync(Request(body, "application/json"));

        Assert.Equal((null, 400), (edit, problem?.StatusCode));
        Assert.Contains(expected, problem?.ProblemDetails.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", problem?.ProblemDetails.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", problem?.ProblemDetails.Detail, StringComparison.Ordinal);
    }

    /// <summary>A request with neither <c>Content-Length</c> nor <c>Transfer-Encoding</c>, as HTTP/2 has it.</summary>
    private static HttpRequest Request(string? body, string? contentType)
    {
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpRequestBodyDetectionFeature>(new BodyDetection(body is not null));
        context.Request.Method = HttpMethods.Post;
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body ?? ""));
        if (contentType is not null) context.Request.ContentType = contentType;
        return context.Request;
    }

    private sealed record BodyDetection(bool CanHaveBody) : IHttpRequestBodyDetectionFeature;
}
