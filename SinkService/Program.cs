using ServiceDefaults;
using ServiceDefaults.Http;
using SinkService.Database;
using SinkService.Http;
using SinkService.Http.Documentation;
using SinkService.Queries;
using WebTheme;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddHttpDefaults(ResponseTypes.Default);
builder.AddSinkDatabase();
builder.AddQueries();
builder.AddDocumentation(SinkApi.Description);
builder.UseWebAssets();

var app = builder.Build();
app.ValidateOptions();
app.UseStaticPage();
app.UseHttpDefaults();
app.UseSecurityHeaders(StaticPage.ContentSecurityPolicy);
app.MapDefaultEndpoints();
app.MapDocumentation();
app.MapStaticPage();
app.MapEvents();
app.MapTotals();
await app.RunAsync();
