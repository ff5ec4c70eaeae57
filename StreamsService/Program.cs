using Contracts;
using Messaging;
using ServiceDefaults;
using StreamsService.Changelog;
using StreamsService.Http;
using StreamsService.Processing;

const string Group = "streams-service";

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddStatistics();
builder.AddProcessor<PageEvent, CountPageEvents>(Topics.PageEvents, Group);
builder.AddTable<StatisticsRecord, StatisticsTable>(ChangelogTopics.PageStatistics, coPartitionedWith: Topics.PageEvents.Name);
builder.AddTopicTailReader();
builder.AddHttp(Group);

var app = builder.Build();
app.MapHttp();
await app.RunAsync();
