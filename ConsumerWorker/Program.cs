using ConsumerWorker;
using Contracts;
using Messaging;
using ServiceDefaults;
using ServiceDefaults.Http;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults();
builder.AddSubscription<PageEvent, PrintRecord>(Topics.PageEvents, group: "consumer-worker");

var app = builder.Build();
app.ValidateOptions();
app.UseProblems();
app.MapDefaultEndpoints();
await app.RunAsync();
