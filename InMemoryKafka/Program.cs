using InMemoryKafka.Control;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddInMemoryBroker();

var app = builder.Build();
app.UseLocalRequestsOnly();
app.MapHealth();
app.MapBroker();
return await app.RunToEndAsync();
