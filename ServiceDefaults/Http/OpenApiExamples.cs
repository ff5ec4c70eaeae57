using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.OpenApi;

namespace ServiceDefaults.Http;

/// <summary>
/// Adds parameters and examples to the operations of the OpenAPI document. The page at <c>/docs</c> fills its forms with them.
/// </summary>
public static class OpenApiExamples
{
    private const string Json = "application/json";

    /// <summary>Changes the operation of an endpoint.</summary>
    public static RouteHandlerBuilder WithOperation(this RouteHandlerBuilder endpoint, Action<OpenApiOperation> describe) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            describe(operation);
            return Task.CompletedTask;
        });

    /// <summary>Adds a query parameter that the endpoint reads from the query string itself.</summary>
    public static void AddQuery(
        this OpenApiOperation operation,
        string name,
        string description,
        JsonSchemaType type = JsonSchemaType.String,
        string? example = null) =>
        operation.AddQuery(name, description, new OpenApiSchema { Type = type }, example);

    /// <summary>Adds a query parameter that the endpoint reads from the query string itself, with the schema of its values.</summary>
    public static void AddQuery(
        this OpenApiOperation operation, string name, string description, OpenApiSchema schema, string? example = null) =>
        (operation.Parameters ??= []).Add(new OpenApiParameter
        {
            Name = name,
            In = ParameterLocation.Query,
            Description = description,
            Schema = schema,
            Example = example,
        });

    /// <summary>Marks a query parameter that was added before as required.</summary>
    public static void RequireQuery(this OpenApiOperation operation, string name) =>
        ((OpenApiParameter)operation.Parameters!.Single(parameter => parameter.Name == name)).Required = true;

    /// <summary>Describes a parameter of the endpoint's handler.</summary>
    public static OpenApiParameter DescribeParameter(
        this OpenApiOperation operation, string name, string? description = null, string? example = null)
    {
        var parameter = (OpenApiParameter)operation.Parameters!.Single(parameter => parameter.Name == name);
        parameter.Description = description;
        parameter.Example = example;
        return parameter;
    }

    /// <summary>Sets the example of the JSON that the endpoint receives.</summary>
    public static void SetRequestExample(this OpenApiOperation operation, string json) =>
        operation.RequestBody!.Content![Json].Example = JsonNode.Parse(json);

    /// <summary>Sets the example of the JSON that the endpoint returns.</summary>
    public static void SetResponseExample(this OpenApiOperation operation, string json) =>
        operation.Responses!["200"].Content![Json].Example = JsonNode.Parse(json);

    /// <summary>Sets the example of the text that the endpoint returns.</summary>
    public static void SetResponseExample(this OpenApiOperation operation, string contentType, string text) =>
        operation.Responses!["200"].Content![contentType].Example = text;
}
