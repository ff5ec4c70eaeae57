namespace Kafka.Tests.Security;

[Collection(nameof(SecuredCluster))]
public sealed class SecurityPageTests(SecuredCluster cluster)
{
    private static readonly Comparer<DocumentedRight> Comparer =
        Comparer<DocumentedRight>.Create((one, other) => string.CompareOrdinal(one.ToString(), other.ToString()));

    [Fact]
    public void The_commands_grant_exactly_the_rights_of_the_table()
    {
        var granted = SecurityPage.GrantedBy(SecurityPage.Commands("rights"));

        Assert.NotEmpty(granted);
        Assert.Equal(granted.Order(Comparer), SecurityPage.Table.Order(Comparer));
    }

    [Fact]
    public async Task The_commands_work_as_they_are_written()
    {
        Assert.SkipWhen(cluster.NotStarted, SecuredCluster.NotRun);

        foreach (var user in SecurityPage.Users) cluster.Write($"{user}.password", SecuredCluster.Password);
        await cluster.RevokeAllAsync();
        try
        {
            await cluster.RunAsync(SecurityPage.Commands("users"));
            await cluster.RunAsync(SecurityPage.Commands("rights"));
            Assert.Equal(SecurityPage.Table.Order(Comparer), (await cluster.GrantedAsync()).Order(Comparer));

            await cluster.RunAsync(SecurityPage.Commands("create"));
            await cluster.RunAsync(SecurityPage.Commands("optional"));
            var further = SecurityPage.GrantedBy(SecurityPage.Commands("create") + SecurityPage.Commands("optional"));
            Assert.Equal(SecurityPage.Table.Concat(further).Order(Comparer), (await cluster.GrantedAsync()).Order(Comparer));
        }
        finally
        {
            await cluster.RevokeAllAsync();
            await cluster.GrantAsync(SecurityPage.Table);
        }
    }
}
