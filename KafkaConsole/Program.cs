using KafkaConsole;
using KafkaConsole.Layout;
using ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddConsole();
builder.AddPages();

var app = builder.Build();
app.ValidateOptions();
app.UsePages();
app.MapDefaultEndpoints();
app.MapConsoleApi();
app.MapPages();
await app.RunAsync();
