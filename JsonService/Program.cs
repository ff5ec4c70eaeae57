using Contracts;
using JsonService;
using Messaging;
using ServiceDefaults;
using ServiceDefaults.Http;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults();
builder.AddUserHash();
builder.AddTransform<PageEvent, AnonymousPageEvent, TransformPageEvent>(Topics.PageEvents, Topics.PageEventsJson, group: "json-service");

var app = builder.Build();
app.ValidateOptions();
app.UseProblems();
app.MapDefaultEndpoints();
await app.RunAsync();
