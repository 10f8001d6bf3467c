import java.util.Collection;
import java.util.List;
import org.opensearch.plugins.Plugin;
import org.opensearch.transport.Netty4Plugin;

/** Names what nodes of OpenSearch 2 talk through. */
final class Transport {
    private Transport() {}

    static Collection<Class<? extends Plugin>> plugins() {
        return List.of(Netty4Plugin.class);
    }
}
