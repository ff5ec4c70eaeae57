using ServiceDefaults.Contracts;
using ServiceDefaults.Hosting;
using ServiceDefaults.Messaging;
using StreamsService.Processing;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddStatistics();
builder.AddProcessor<PageEvent, CountPageEvents>(Topics.PageEvents, group: "streams-service");
builder.AddTable<StatisticsRecord, StatisticsTable>(Topics.PageStatistics, coPartitionedWith: Topics.PageEvents.Name);
builder.AddTopicTails();

var app = builder.Build();
app.MapDefaultEndpoints();
await app.RunAsync();
