namespace Kafka.Tests.Security;

public sealed class SecurityPageTests
{
    [Fact]
    public void The_commands_grant_exactly_the_rights_of_the_table()
    {
        var granted = SecurityPage.GrantedBy(SecurityPage.Commands("rights"));

        Assert.NotEmpty(granted);
        Assert.Equal(granted.Order(Comparer), SecurityPage.Table.Order(Comparer));
    }

    private static readonly Comparer<DocumentedRight> Comparer =
        Comparer<DocumentedRight>.Create((one, other) => string.CompareOrdinal(one.ToString(), other.ToString()));
}
