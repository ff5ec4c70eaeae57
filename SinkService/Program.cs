using ServiceDefaults;
using ServiceDefaults.Http;
using SinkService.Database;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddSinkDatabase();

var app = builder.Build();
app.ValidateOptions();
app.UseProblems();
app.MapDefaultEndpoints();
await app.RunAsync();
