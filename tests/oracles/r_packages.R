# Writes r_packages.json: values of igraph, sna and vegan on inputs.json (run from this folder where R is installed; the
# packages are GPL and are never imported by the library or by its tests).
suppressMessages({library(jsonlite); library(igraph); library(vegan)})
inputs <- fromJSON("inputs.json", simplifyMatrix = TRUE)
one <- function(x) {
  B <- x$matrix; g <- x$groups; n <- nrow(B)
  W <- B %*% t(B); diag(W) <- 0
  A <- (W > 0) * 1
  size <- colSums(B); s <- ifelse(size > 1, 1 / (size - 1), 0)
  N <- B %*% (s * t(B)); diag(N) <- 0
  simple <- graph_from_adjacency_matrix(A, mode = "undirected")
  count <- graph_from_adjacency_matrix(W, mode = "undirected", weighted = TRUE)
  newman <- graph_from_adjacency_matrix(N, mode = "undirected", weighted = TRUE)
  codes <- as.integer(factor(g))
  broker <- sna::brokerage(A, codes)
  nodf <- nestednodf(B)$statistic
  table <- t(apply(B, 2, function(p) tabulate(codes[p == 1], max(codes))))  # projects x groups
  both <- rbind(cbind(matrix(0, n, n), B), cbind(t(B), matrix(0, ncol(B), ncol(B))))
  bipartite <- graph_from_adjacency_matrix(both, mode = "undirected")
  joints <- as.integer(articulation_points(bipartite))
  list(
    nodf_projects = nodf[["N.columns"]], nodf_actors = nodf[["N.rows"]], nodf = nodf[["NODF"]],
    constraint = constraint(simple), constraint_count = constraint(count), constraint_newman = constraint(newman),
    betweenness = betweenness(simple, normalized = TRUE), betweenness_bipartite = betweenness(bipartite)[1:n],
    harmonic = harmonic_centrality(simple, normalized = TRUE), mean_distance = mean_distance(simple),
    modularity = modularity(simple, codes), modularity_newman = modularity(newman, codes, weights = E(newman)$weight),
    assortativity = assortativity_nominal(simple, codes, directed = FALSE), joints = joints[joints <= n],
    broker = broker$raw.nli, broker_expected = broker$exp.nli, broker_sd = broker$sd.nli, broker_total = broker$raw.gli,
    connectedness = sna::connectedness(A), centralization = sna::centralization(A, sna::degree, mode = "graph"),
    shannon = diversity(table), simpson = diversity(table, "simpson"), inverse_simpson = diversity(table, "invsimpson"),
    unbiased = as.numeric(simpson.unb(table)), richness = specnumber(table), hill3 = as.numeric(renyi(table, 3, hill = TRUE)),
    rarefied = as.numeric(rarefy(colSums(table), 6))
  )
}
out <- lapply(inputs, one)
out$made_by <- paste("tests/oracles/r_packages.R, igraph", packageVersion("igraph"), "sna", packageVersion("sna"), "vegan",
                     packageVersion("vegan"))
write(toJSON(out, digits = NA, auto_unbox = TRUE), "r_packages.json")
