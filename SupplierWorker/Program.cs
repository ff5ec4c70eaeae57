using Contracts;
using Messaging;
using ServiceDefaults;
using ServiceDefaults.Http;
using SupplierWorker;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults();
builder.AddPublisher(Topics.PageEvents);
builder.AddSupplier();

var app = builder.Build();
app.ValidateOptions();
app.UseProblems();
app.MapDefaultEndpoints();
await app.RunAsync();
