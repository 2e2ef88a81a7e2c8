# Writes impact_r.json: values of clubSandwich, lme4, metafor and base R on impact_inputs.json (run from this folder where R is
# installed; the packages are GPL and are never imported by the library or by its tests).
suppressMessages({library(jsonlite); library(clubSandwich); library(lme4); library(metafor)})
given <- fromJSON("impact_inputs.json", simplifyDataFrame = FALSE)

cr2 <- function(fit, cluster, term) {  # estimate, CR2 standard error, Satterthwaite degrees of freedom and p, interval
  found <- coef_test(fit, vcov = "CR2", cluster = cluster, coefs = term, test = "Satterthwaite")
  limits <- conf_int(fit, vcov = "CR2", cluster = cluster, coefs = term, test = "Satterthwaite")
  list(value = found$beta, se = found$SE, df = found$df, p = found$p_Satt, low = limits$CI_L, high = limits$CI_U)
}

pairs <- function(x) {
  n <- length(x$before); arm <- as.numeric(seq_len(n) <= x$treated); d <- x$after - x$before
  welch <- t.test(d[arm == 1], d[arm == 0])
  change <- lm(d ~ arm)
  long <- data.frame(y = c(x$before, x$after), g = factor(rep(seq_len(n), 2)), post = rep(0:1, each = n), arm = rep(arm, 2))
  levels <- lm(y ~ 0 + g + post + post:arm, data = long)
  ancova <- lm(x$after ~ arm + x$before); a <- summary(ancova)$coefficients["arm", ]; ci <- confint(ancova)["arm", ]
  out <- list(
    welch = list(value = mean(d[arm == 1]) - mean(d[arm == 0]), se = welch$stderr, df = welch$parameter[[1]], p = welch$p.value,
                 low = welch$conf.int[1], high = welch$conf.int[2]),
    cr2 = cr2(change, seq_len(n), "arm"), cr2_levels = cr2(levels, long$g, "post:arm"),
    ancova = list(value = a[[1]], se = a[[2]], p = a[[4]], low = ci[[1]], high = ci[[2]])
  )
  if (choose(n, x$treated) <= 20000) {  # every assignment, one by one
    statistic <- function(rows) { a <- d[rows]; b <- d[-rows]; (mean(a) - mean(b)) / sqrt(var(a) / length(a) + var(b) / length(b)) }
    difference <- function(rows) mean(d[rows]) - mean(d[-rows])
    every <- combn(n, x$treated, simplify = FALSE); own <- seq_len(x$treated)
    share <- function(f) mean(abs(sapply(every, f)) >= abs(f(own)) * (1 - 1e-9))
    out$randomisation <- list(n = length(every), t = share(statistic), difference = share(difference))
  }
  out
}

mixed <- function(x) {
  x <- as.data.frame(x); x$arm <- as.numeric(x$start > 0); x$on <- as.numeric(x$start > 0 & x$wave >= x$start); x$w <- factor(x$wave)
  fit <- lmer(value ~ on + arm + w + (1 | territory), data = x, REML = TRUE)
  deviance <- update(fit, devFunOnly = TRUE)  # one parameter: the ratio of the two standard deviations, to the last digits
  best <- optimize(deviance, c(0, 20), tol = 1e-13)$minimum
  exact <- update(fit, start = list(theta = best), control = lmerControl(optimizer = NULL, calc.derivs = FALSE))
  variances <- as.data.frame(VarCorr(exact))$vcov
  list(value = fixef(exact)[["on"]], se = sqrt(diag(as.matrix(vcov(exact))))[["on"]], between = variances[1], within = variances[2])
}

events <- function(x) {  # differences since the wave before the start, CR2; territories that start together
  x <- as.data.frame(x); x$g <- factor(x$territory); start <- max(x$start)
  waves <- setdiff(sort(unique(x$wave)), start - 1)
  for (t in waves) { x[[paste0("w", t)]] <- as.numeric(x$wave == t); x[[paste0("e", t)]] <- as.numeric(x$wave == t & x$start > 0) }
  terms <- c(paste0("w", waves), paste0("e", waves))
  fit <- lm(reformulate(c("0", "g", terms), "value"), data = x)
  V <- vcovCR(fit, cluster = x$g, type = "CR2")
  found <- lapply(paste0("e", waves), function(term) cr2(fit, x$g, term))
  names(found) <- waves
  list(effects = found, covariance = unname(as.matrix(V)[paste0("e", waves), paste0("e", waves)]))
}

pool <- function(x) {
  one <- function(method) {
    fit <- rma(x$value, x$variance, method = method, control = list(tol = 1e-14, threshold = 1e-14, maxiter = 10000, tau2.max = 10))
    knha <- rma(x$value, x$variance, method = method, test = "knha", tau2 = fit$tau2)
    normal <- predict(fit); blups <- blup(fit)
    limits <- confint(fit, control = list(tol = 1e-14))$random
    out <- list(tau2 = fit$tau2, mean = fit$beta[1], se = fit$se, q = fit$QE, i2 = fit$I2 / 100, mean_low = knha$ci.lb, mean_high = knha$ci.ub,
      normal = c(normal$pi.lb, normal$pi.ub), blup = blups$pred, blup_se = blups$se, tau2_low = limits["tau^2", "ci.lb"],
      tau2_high = limits["tau^2", "ci.ub"])
    half <- qt(0.975, fit$k - 2) * sqrt(fit$tau2 + fit$se^2)  # Higgins, Thompson & Spiegelhalter 2009: pi.type = "Riley" since metafor 4
    c(out, list(riley = fit$beta[1] + c(-half, half)))
  }
  mix <- rma(x$value, x$variance, mods = ~x$x, method = "PM", control = list(tol = 1e-14, maxiter = 10000))
  raw <- one("PM")
  list(paule_mandel = raw, reml = one("REML"), dersimonian_laird = one("DL"),
    case_mix = list(slope = mix$beta[2], se = mix$se[2], tau2 = mix$tau2, adjusted = x$value - (x$x - mean(x$x)) * mix$beta[2]))
}

quality <- function(x) {
  x <- as.data.frame(x); x$g <- factor(paste(x$territory, x$wave)); x$size <- log(x$size)
  list(alone = cr2(lm(quality ~ 0 + g + mixing, data = x), x$territory, "mixing"),
    with_size = cr2(lm(quality ~ 0 + g + mixing + size, data = x), x$territory, "mixing"),
    plain = cr2(lm(quality ~ mixing + size, data = x), x$territory, "mixing"))
}

funnel <- function(x) {  # Spiegelhalter 2005: z, drawn in at 10 %, over-dispersion
  centre <- sum(x$numerator) / sum(x$denominator); s2 <- centre * (1 - centre) / x$denominator
  z <- (x$numerator / x$denominator - centre) / sqrt(s2); ends <- quantile(z, c(0.1, 0.9), type = 7)
  phi <- mean(pmin(pmax(z, ends[1]), ends[2])^2); k <- length(z); w <- 1 / s2
  list(centre = centre, z = z, phi = phi, tau2 = max(0, (k * phi - (k - 1)) / (sum(w) - sum(w^2) / sum(w))),
    exact = mapply(function(r, n) binom.test(r, n)$conf.int[1:2], x$numerator, x$denominator),
    wilson = mapply(function(r, n) suppressWarnings(prop.test(r, n, correct = FALSE)$conf.int[1:2]), x$numerator, x$denominator))
}

power <- list(
  detectable = power.t.test(n = 15, sd = 0.1, power = 0.8, tol = 1e-12)$delta,
  even = power.t.test(n = 15, delta = 0.08, sd = 0.1, strict = TRUE)$power,
  uneven = { df <- 18; ncp <- 0.15 / (0.1 * sqrt(1 / 15 + 1 / 5)); c <- qt(0.975, df); pt(c, df, ncp, lower = FALSE) + pt(-c, df, ncp) }
)
single <- given$panels[c("two", "four", "five")]
out <- list(
  made_by = paste("tests/oracles/impact_r.R, clubSandwich", packageVersion("clubSandwich"), "lme4", packageVersion("lme4"), "metafor",
                  packageVersion("metafor"), "R", getRversion()),
  two_waves = lapply(given$two_waves, pairs), panels = lapply(given$panels, mixed), events = lapply(single, events),
  estimates = lapply(given$estimates, pool), projects = lapply(given$projects, quality), funnel = funnel(given$shares), power = power,
  holm = p.adjust(given$p, "holm"), benjamini_hochberg = p.adjust(given$p, "BH")
)
write(toJSON(out, digits = NA, auto_unbox = TRUE), "impact_r.json")
