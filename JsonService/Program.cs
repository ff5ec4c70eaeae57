using JsonService;
using ServiceDefaults.Contracts;
using ServiceDefaults.Hosting;
using ServiceDefaults.Messaging;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults();
builder.AddUserHash();
builder.AddTransform<PageEvent, AnonymousPageEvent, TransformPageEvent>(Topics.PageEvents, Topics.PageEventsJson, group: "json-service");

var app = builder.Build();
app.MapDefaultEndpoints();
await app.RunAsync();
