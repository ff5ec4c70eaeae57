namespace AppHost.Embedded.Running;

/// <summary>A foreseeable reason why the application can't be started; the message is one line for the person who started it.</summary>
internal sealed class StartupFault(string message) : Exception(message);
