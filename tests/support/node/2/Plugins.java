import java.util.Collection;
import java.util.List;
import org.opensearch.plugins.Plugin;
import org.opensearch.transport.Netty4Plugin;

/** Names the plugins of nodes of OpenSearch 2: the transport, and what makes tests quicker. */
final class Plugins {
    private Plugins() {}

    static Collection<Class<? extends Plugin>> all() {
        return List.of(Netty4Plugin.class, RecoveryDelay.class);
    }
}
