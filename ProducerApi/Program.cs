using Contracts;
using Messaging;
using ProducerApi;
using ProducerApi.Documentation;
using ProducerApi.Events;
using ProducerApi.Publish;
using ProducerApi.Records;
using ProducerApi.Security;
using ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddPublisher(Topics.PageEvents);
builder.AddApi();

var app = builder.Build();
app.UseTraceResponse();
app.UseProblems();
app.UseLimits();
app.MapDefaultEndpoints();
app.MapDocumentation();
var api = app.MapApi();
api.MapEvents();
api.MapRecords();
api.MapPublish();
await app.RunAsync();
