using ConsumerWorker;
using ServiceDefaults.Contracts;
using ServiceDefaults.Hosting;
using ServiceDefaults.Messaging;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults();
builder.AddSubscription<PageEvent, PrintRecord>(Topics.PageEvents, group: "consumer-worker");

var app = builder.Build();
app.MapDefaultEndpoints();
await app.RunAsync();
