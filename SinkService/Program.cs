using Contracts;
using Messaging;
using ServiceDefaults;
using ServiceDefaults.Http;
using SinkService.Database;
using SinkService.Events;
using SinkService.Statistics;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddSinkDatabase();
builder.AddSink<AnonymousPageEvent, StoreEvents>(Topics.PageEventsJson, group: "sink-service-events");
builder.AddSink<StatisticsRecord, StoreStatistics>(Topics.PageStatistics, group: "sink-service-statistics");

var app = builder.Build();
app.ValidateOptions();
app.UseProblems();
app.MapDefaultEndpoints();
await app.RunAsync();
